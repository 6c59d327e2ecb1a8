//! What the container stack reads: references, registries.conf and its neighbours.
