"""Translation models: finding, fetching, unpacking and verifying Argos packages."""
