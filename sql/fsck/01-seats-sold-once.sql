-- No place is in two standing bookings.
SELECT event_id, seat_id, count(*) AS bookings, string_agg(booking_id::text, ', ') AS booking_ids
FROM booking_seats WHERE revoked_at IS NULL GROUP BY event_id, seat_id HAVING count(*) > 1;
