"""Files of a service: parts come in, are sealed, lie in GridFS, and belong to the command that names them."""
