import { SparkSession, type DataFrame } from '../../../src/index.ts';

/** The input tables of Spark's plans. Each access creates a new relation with the next plan id. */
export class Inputs {
  readonly spark: SparkSession;

  constructor(spark: SparkSession = SparkSession.builder.offline()) {
    this.spark = spark;
  }

  get simple(): DataFrame {
    return this.spark.emptyDataFrame('struct<id:bigint,a:int,b:double>');
  }

  /** A table with numbers, a struct `d`, an array `e`, a map `f` and a string `g`. */
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

  /** A table with lines of text. */
  get lines(): DataFrame {
    return this.spark.emptyDataFrame(
      '{"type":"struct","fields":[{"name":"value","type":"string","nullable":true,"metadata":{}}]}',
    );
  }
}

/** Functions that build each plan with the public API, by Spark's name of the plan. */
export type Plans = Readonly<Record<string, (inputs: Inputs) => DataFrame<object>>>;
