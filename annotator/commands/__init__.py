"""Commands: the only way to change a project. One command, one transaction, one undo step."""
