"""A door: ``thuocdo`` in a terminal. Standard output is the answer; progress and problems go to standard error."""
