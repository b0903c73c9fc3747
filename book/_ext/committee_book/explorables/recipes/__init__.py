"""Recipes: one explorable a module; a module's name is what a page calls it by."""
