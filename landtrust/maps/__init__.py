"""Read models to Folium maps."""
