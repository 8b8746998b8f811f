"""Where things are in Evanston, without Django: landmarks, distances, streets, the map's ground."""
