"""What a router tells of a model beside the list: who offers it, and at what price."""
