-- The days of the last access stood in a document for the secret and one for each version.
DELETE FROM document WHERE kind = 'access-day';
