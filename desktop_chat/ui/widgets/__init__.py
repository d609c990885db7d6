"""Controls that the whole window shares; none of them knows a conversation."""
