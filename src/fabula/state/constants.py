"""Numbers that the packed states are built on: how nodes are numbered, and what hashes are made with."""

EMPTY = 0  # an empty waking or knowing mind
SELF = 1  # stands for a node's own number where records are hashed
FIRST_DRAFT = 2  # drafts are numbered from here
DRAFTS = 1 << 14  # up to here; and states from here
FULL = 0xFFFFFFFFFFFFFFFF  # 64 bits: what a product is cut to
HIGH = 0xFFFFFFFF00000000
LOW = 0x00000000FFFFFFFF
MIX = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio (Knuth 1973, multiplicative hashing)
DE_BRUIJN = 0x03F79D71B4CB0A89  # its 64 rotations differ in their first six bits: tells which bit is set
UNSEEN = 255  # depth of a state that has not been visited
