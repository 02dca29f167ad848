/** The ports of a stack, all on 127.0.0.1. */
export interface StackPorts {
  readonly connect: number;
  readonly sparkUi: number;
  readonly kafka: number;
  readonly kafkaController: number;
}

/** One of the ports of a stack. */
export type PortName = keyof StackPorts;

/** The environment variable that sets each port. */
export const portVariables: Readonly<Record<PortName, string>> = {
  connect: 'SPARK_CONNECT_PORT',
  sparkUi: 'SPARK_UI_PORT',
  kafka: 'KAFKA_PORT',
  kafkaController: 'KAFKA_CONTROLLER_PORT',
};

/** The default ports of Spark and Kafka. */
export const standardPorts: StackPorts = { connect: 15002, sparkUi: 4040, kafka: 9092, kafkaController: 9093 };
