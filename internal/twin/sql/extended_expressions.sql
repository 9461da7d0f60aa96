, (
  select array_agg(case when null_frac <> 0 or width <> 0 or n_distinct <> 0 or kind1 <> 0 then row(0::oid, 0::int2, false, null_frac, width, n_distinct,
    pgadept_build.kind(kind1, num1, cardinality(array_in(textout(val1), typ1, -1))),
    pgadept_build.kind(kind2, num2, cardinality(array_in(textout(val2), typ2, -1))),
    pgadept_build.kind(kind3, num3, cardinality(array_in(textout(val3), typ3, -1))),
    pgadept_build.kind(kind4, num4, cardinality(array_in(textout(val4), typ4, -1))),
    pgadept_build.kind(kind5, num5, cardinality(array_in(textout(val5), typ5, -1))),
    op1, op2, op3, op4, op5, coll1, coll2, coll3, coll4, coll5, num1, num2, num3, num4, num5,
    array_in(textout(val1), typ1, -1), array_in(textout(val2), typ2, -1), array_in(textout(val3), typ3, -1), array_in(textout(val4), typ4, -1), array_in(textout(val5), typ5, -1))::pg_statistic end order by n)
  from statistic_rows)
