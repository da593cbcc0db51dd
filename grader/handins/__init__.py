"""What students hand in, and who they are: from a learning management system into the course folder."""
