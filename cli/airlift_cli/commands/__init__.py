"""One module a command; each holds the click command under the name `command`."""
