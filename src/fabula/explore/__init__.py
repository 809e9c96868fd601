"""The state graph: which states there are, how many, and where stories come to rest."""
