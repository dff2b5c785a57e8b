"""Container images: where they are pulled from, how they are pinned, and whom they run as."""
