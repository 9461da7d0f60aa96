package snapshot

// HiddenSecret stands for a password or key, which no snapshot holds.
const HiddenSecret = "***"
