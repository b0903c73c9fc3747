/* Tells Sphinx's search what it may do here; stands between its settings and itself. */

// An excerpt is read from the page that was found, which a browser refuses to a file.
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = location.protocol !== "file:";

// The words are not marked on the page that was found: no other page has the script for it.
const SPHINX_HIGHLIGHT_ENABLED = false;
