-- A hold was made with a pass of a room that sells the event, by the pass's own user.
SELECT h.id AS hold_id, h.event_id, h.user_id, h.pass_id, p.subject, p.room_id, r.event_id AS room_event_id
FROM holds h LEFT JOIN passes p ON p.jti = h.pass_id LEFT JOIN rooms r ON r.id = p.room_id
WHERE p.jti IS NULL OR p.subject <> h.user_id OR p.room_id <> h.room_id OR r.event_id IS DISTINCT FROM h.event_id;
