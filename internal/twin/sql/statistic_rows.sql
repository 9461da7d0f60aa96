-- one row is a row of pg_statistic, its values as texts and the types to read them as
create temp table statistic_rows (
  n int, rel oid, att int2, inh bool, null_frac real, width int4, n_distinct real,
  kind1 int2, op1 oid, coll1 oid, num1 real[], val1 text, typ1 oid,
  kind2 int2, op2 oid, coll2 oid, num2 real[], val2 text, typ2 oid,
  kind3 int2, op3 oid, coll3 oid, num3 real[], val3 text, typ3 oid,
  kind4 int2, op4 oid, coll4 oid, num4 real[], val4 text, typ4 oid,
  kind5 int2, op5 oid, coll5 oid, num5 real[], val5 text, typ5 oid
)
