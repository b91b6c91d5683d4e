"""The page, some recognisers and nothing else, as a folder for any host of plain files."""

from vistazo.service.site.build import Site, write_site

__all__ = ["Site", "write_site"]
