-- A hold's quantity and total are those of its items.
SELECT h.id AS hold_id, h.quantity, sum(i.quantity) AS items, h.total_amount, sum(i.quantity * i.price_amount) AS price
FROM holds h LEFT JOIN hold_items i ON i.hold_id = h.id GROUP BY h.id
HAVING h.quantity IS DISTINCT FROM sum(i.quantity) OR h.total_amount IS DISTINCT FROM sum(i.quantity * i.price_amount);
