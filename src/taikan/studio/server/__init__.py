"""Running the studio: database, worker, https and the pages in one command."""
