"""The audit: everything that is measured of the finished site, by one command (``make audit``).

Each module measures one thing and yields figures; ``audit_site.py`` runs them and reports.
"""
