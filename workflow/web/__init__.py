"""The review page: a small web server over the services of ``newsroom/``; the only user of the web framework."""
