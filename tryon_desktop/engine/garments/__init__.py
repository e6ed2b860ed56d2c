"""What can be worn: the specification, garments from photographs, the catalog store."""
