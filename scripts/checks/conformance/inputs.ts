import { SparkSession, type DataFrame } from '../../../src/index.ts';

/** The tables that Spark's plans start from. Each use is a new relation, which counts in the ids of a plan. */
export class Inputs {
  readonly spark: SparkSession;

  constructor(spark: SparkSession = SparkSession.builder.offline()) {
    this.spark = spark;
  }

  get simple(): DataFrame {
    return this.spark.emptyDataFrame('struct<id:bigint,a:int,b:double>');
  }

  /** Columns of every kind: numbers, a struct `d`, an array `e`, a map `f` and a text `g`. */
  get complex(): DataFrame {
    const struct = 'struct<id:bigint,a:int,b:double>';
    return this.spark.emptyDataFrame(
      `struct<id:bigint,a:int,b:double,d:${struct},e:array<int>,f:map<string,${struct}>,g:string>`,
    );
  }

  get left(): DataFrame {
    return this.simple;
  }

  get right(): DataFrame {
    return this.spark.emptyDataFrame('struct<a:int,id:bigint,payload:binary>');
  }

  get binary(): DataFrame {
    return this.spark.emptyDataFrame('struct<id:bigint,bytes:binary>');
  }

  get boolean(): DataFrame {
    return this.spark.emptyDataFrame('struct<id:bigint,flag:boolean>');
  }

  get temporals(): DataFrame {
    return this.spark.emptyDataFrame(
      'struct<d:date,t:timestamp,s:string,x:bigint,wt:struct<start:timestamp,end:timestamp>>',
    );
  }

  /** Lines of text. */
  get lines(): DataFrame {
    return this.spark.emptyDataFrame(
      '{"type":"struct","fields":[{"name":"value","type":"string","nullable":true,"metadata":{}}]}',
    );
  }
}

/** How each plan, by the name Spark gives it, is built through the public API. */
export type Plans = Readonly<Record<string, (inputs: Inputs) => DataFrame<object>>>;
