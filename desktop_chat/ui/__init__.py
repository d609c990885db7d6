"""The Qt windows over the use cases."""
