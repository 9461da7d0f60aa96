-- one row is an operator as regoperator prints it
select o.oid, o.oid::pg_catalog.regoperator as text
from pg_catalog.pg_operator o
