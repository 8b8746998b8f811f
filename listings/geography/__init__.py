"""The geography of Evanston, without Django: landmarks, distances, streets, the base map."""
