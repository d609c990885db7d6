"""What sets one server's requests and answers apart from OpenAI's own, each as data."""
