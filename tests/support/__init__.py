"""What tests share: builders, the client, databases, the page checker."""
