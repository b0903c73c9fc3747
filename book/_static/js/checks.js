/* Checks: answering, and keeping the answers. */
