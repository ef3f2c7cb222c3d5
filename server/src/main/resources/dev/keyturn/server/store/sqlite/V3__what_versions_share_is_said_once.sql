-- From here on the document of a secret does not repeat what its versions share, which a program
-- that knows format 2 only cannot read. Documents of before are read as they are and change when
-- their secrets do, so that there is nothing to do for a million of them.
SELECT 3;
