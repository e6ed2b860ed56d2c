"""The subcommands of `tryon-desktop`, one file each; none of them imports Qt."""
