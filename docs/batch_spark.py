"""Analyses a folder's recordings on as many machines as Spark has.

    python batch_spark.py BILANX FOLDER TABLE [ARGUMENT of analyze …]

Each partition starts one `bilanx`, writes its paths into it, one a line, and takes its rows. TABLE becomes a folder of
part files without a header row, as Spark writes text. BILANX and FOLDER must be there on every machine under that name.
SPARK_MASTER names the cluster; without it two cores of this machine work.
"""

import os
import pathlib
import shlex
import sys

from pyspark import SparkConf, SparkContext

bilanx, folder, table, *arguments = sys.argv[1:]
paths = sorted(str(path) for path in pathlib.Path(folder).rglob("*.csv"))

conf = SparkConf().setAppName("bilanx").setMaster(os.environ.get("SPARK_MASTER", "local[2]"))
spark = SparkContext(conf=conf.set("spark.ui.enabled", "false"))
spark.setLogLevel("ERROR")
# One process a partition: hundreds of recordings each, so that starting it costs nothing, and one core, which is the task's.
partitions = max(spark.defaultParallelism, len(paths) // 500)
command = shlex.join([bilanx, "analyze", "--files-from", "-", "--no-header", "--jobs", "1", *arguments])
spark.parallelize(paths, partitions).pipe(command, checkCode=True).saveAsTextFile(table)
spark.stop()
