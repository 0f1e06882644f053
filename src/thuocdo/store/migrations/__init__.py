"""How the rows came to be what they are."""
