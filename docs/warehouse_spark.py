"""Counts, sums and means of an export by team and metric, by Spark SQL, as CSV: warehouse_spark.py FOLDER.

SPARK_MASTER names the cluster; without it two cores of this machine work.
"""

import csv
import os
import sys

from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.appName("bilanx").master(os.environ.get("SPARK_MASTER", "local[2]"))
    .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "8")
    # Both are text, also where every team is a year.
    .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
spark.read.parquet(sys.argv[1]).createOrReplaceTempView("results")
query = """
    SELECT team, test, metric, limb, unit, trial IS NULL AS summary, count(*) AS n_rows,
        count(value) FILTER (WHERE counts) AS n_values, sum(value) FILTER (WHERE counts) AS total,
        avg(value) FILTER (WHERE counts) AS mean
    FROM results GROUP BY ALL
"""
table = spark.sql(query)
writer = csv.writer(sys.stdout)
writer.writerow(table.columns)
for row in table.collect():
    writer.writerow(["" if value is None else str(value).lower() if isinstance(value, bool) else value for value in row])
spark.stop()
