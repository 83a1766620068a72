"""Counts, sums and means of an export by team and metric, by DuckDB, as CSV: warehouse_duckdb.py FOLDER."""

import sys

import duckdb

folder = sys.argv[1].replace("'", "''")
# Both are text, also where every team is a year.
duckdb.sql(f"""
    CREATE VIEW results AS SELECT * FROM read_parquet('{folder}/team=*/month=*/*.parquet',
        hive_partitioning = true, hive_types = {{'team': VARCHAR, 'month': VARCHAR}})
""")
query = """
    SELECT team, test, metric, limb, unit, trial IS NULL AS summary, count(*) AS n_rows,
        count(value) FILTER (WHERE counts) AS n_values, sum(value) FILTER (WHERE counts) AS total,
        avg(value) FILTER (WHERE counts) AS mean
    FROM results GROUP BY ALL
"""
duckdb.sql(query).write_csv("/dev/stdout")
