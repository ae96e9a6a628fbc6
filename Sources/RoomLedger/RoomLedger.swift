// Rooms, epochs, seeds, high-water marks and passes in SQL.
