/**
 * A number as Go's strconv writes it (format `g`, shortest), and with that Prometheus' Go client: `1e-05`, `1.048576e+06`. Bounds of histograms are labels,
 * so that another spelling would be another series.
 */
export function goFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : value < 0 ? "-Inf" : "NaN";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 6)) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** The exposition with its bounds as Go writes them. */
export function withGoBounds(exposition: string): string {
  return exposition.replaceAll(
    /\ble="([-0-9.e+]+)"/g,
    (_, bound: string) => `le="${goFloat(Number(bound))}"`,
  );
}
