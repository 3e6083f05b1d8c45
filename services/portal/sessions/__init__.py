"""Sessions of the browser: kept on the server, opened by the directory, renewed before their token ends."""
