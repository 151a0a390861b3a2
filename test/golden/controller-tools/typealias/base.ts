export interface BaseStruct {
  value: string;
}
