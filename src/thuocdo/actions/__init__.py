"""WHAT PEOPLE DO. One act = one function, one transaction, one line in the book of acts. Only these write."""
