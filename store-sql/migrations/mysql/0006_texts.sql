-- Nothing: MariaDB has no index that finds a part of a word. Texts are looked for in the table, as before.
DO 0;
