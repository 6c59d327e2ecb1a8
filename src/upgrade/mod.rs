//! Upgrade steps, and merging their result back into the text of the user.
