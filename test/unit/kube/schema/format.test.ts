import { describe, expect, test } from "vitest";
import { matchesFormat } from "../../../../src/kube/schema/format.ts";

/** What kube-openapi's own tests (strfmt/*_test.go, govalidator) take and refuse, and edges that follow from the sources. */
const samples: Record<string, { valid: string[]; invalid: string[] }> = {
  uri: {
    valid: [
      "http://somewhere.com",
      "http://foo.bar/#com",
      "http://user:pass@www.foobar.com/",
      "http://[::1]:80/",
      "mailto:someone@example.com",
      "/abs/test/dir",
      "xyz://foobar.com",
      "a:",
      "*",
      "http://foobar.com/t$-_.+!*\\'(),",
    ],
    invalid: [
      "",
      "foobar.com",
      "./rel/test/dir",
      "::",
      "http://a b/",
      "http://a:b/",
      "http://[::1",
      "http://[v1]/",
      "http://[1.2.3.4]/",
      "http://a%zz/",
      "/%zz",
      "a\u007fb:",
    ],
  },
  email: {
    valid: [
      "blah@gmail.com",
      "test@d.verylongtoplevel",
      "email+tag@gmail.com",
      '" "@example.com',
      '"Abc\\@def"@example.com',
      '"Fred Bloggs"@example.com',
      "customer/department=shipping@example.com",
      "!#$%&'*+-/=?^_`{}|~@example.com",
      "postmaster@☁→❄→☃→☀→☺→☂→☹→✝.ws",
      "root@localhost",
      "Jane Doe <jane@example.com>",
      "<jane@example.com>",
      "jane@example.com (Jane (Doe))",
      "jane@[192.0.2.1]",
      "some: jane@example.com;",
      "  jane@example.com",
    ],
    invalid: [
      "",
      "somebody@somewhere@com",
      "jane",
      "jane@",
      "@example.com",
      ".jane@example.com",
      "jane.@example.com",
      "ja..ne@example.com",
      "jane@example.com.",
      "jane@[nobody]",
      '""@example.com',
      "Jane Doe jane@example.com",
      "<jane@example.com",
      "jane@example.com (Jane",
      "a: ;",
      "a: b@c, d@e;",
      "a@b, c@d",
    ],
  },
  hostname: {
    valid: [
      "somewhere.com",
      "888.com",
      "1.2.3.4.com",
      "xn--bcher-kva.example.com",
      "☁→❄→☃→☀→☺→☂→☹→✝.ws",
      "www.example.ôlà",
      "ex$ample",
      "localhost",
      "x-y",
      "<foo>",
      "ex=ample.com",
      "www.詹姆斯.london",
    ],
    invalid: [
      "somewhere.com!",
      "user@email.domain",
      "1.1.1.1",
      "a".repeat(64),
      "a".repeat(256),
      `x.y.${"a".repeat(64)}`,
      "www.example-.org",
      "-www.example.org",
      "www-",
      "_www.example.org",
      "www.example_underscored.org",
      "a.b.c.d",
      "x.",
      "a.b.c.é;ö",
      "",
    ],
  },
  ipv4: {
    valid: ["127.0.0.1", "192.168.1.01", "::ffff:1.2.3.4"],
    invalid: ["198.168.254.2.2", "::1", "1.2.3", "1.2.3.256", "x"],
  },
  ipv6: { valid: ["::1", "::ffff:1.2.3.4"], invalid: ["127.0.0.1", "fe80::1%eth0", ":::"] },
  cidr: {
    valid: ["192.0.2.1/24", "192.0.02.1/24", "2001:db8:a0b:12f0::1/32", "10.0.0.0/08"],
    invalid: ["198.168.254.2", "2001:db8::1", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/"],
  },
  mac: {
    valid: ["01:02:03:04:05:06", "01-02-03-04-05-06-07-08", "0102.0304.0506", "010203040506"],
    invalid: ["01:02:03:04:05", "01:02-03:04:05:06", "010203040", "0102.0304", ""],
  },
  uuid3: { valid: ["7df96cb4-a9a1-3d1f-8e8a-8a1b2c3d4e5f"], invalid: ["not-a-uuid"] },
  isbn: { valid: ["0321751043", "978-0321751041", "3 401 01319 X"], invalid: ["836217463", ""] },
  isbn10: { valid: ["1-61729-085-8"], invalid: ["978-3836221191", "3-423-21412-1"] },
  isbn13: { valid: ["978 3401013190"], invalid: ["978 3 8362 2119 0", "01234567890ab"] },
  creditcard: {
    valid: ["4111-1111-1111-1111", "5139288802098206", "374953669708156"],
    invalid: ["9999-9999-9999-999", "4220855426213389", "", "30190239451016"],
  },
  ssn: { valid: ["111-11-1111", "999 99 9999"], invalid: ["999 99 999", "111111111"] },
  hexcolor: { valid: ["#FFFFFF", "fff"], invalid: ["#fffffffz", "#ff", ""] },
  rgbcolor: {
    valid: ["rgb(255,255,255)", "rgb(0,  31, 255)"],
    invalid: ["rgb(300,0,0)", "rgb(01,31,255)", "rgba(0,31,255)"],
  },
  byte: { valid: ["ZWxpemFiZXRocG9zZXk=", "YWJj"], invalid: ["ZWxpemFiZXRocG9zZXk", "", "*"] },
  password: { valid: ["", "anything"], invalid: [] },
  date: { valid: ["2020-02-29"], invalid: ["2021-02-29", "2020-1-1", "2020-13-01"] },
  "date-time": {
    valid: ["2014-12-15T19:30:20.000Z", "2014-12-15t19:30:20z", "2014-12-15T19:30:20+01:00"],
    invalid: [
      "2014-12-15 19:30:20Z",
      "2014-12-15T24:00:00Z",
      "2014-12-15T19:30:60Z",
      "2014-12-15T19:30:20",
      "x",
    ],
  },
  duration: {
    valid: ["1h30m", "-1.5h", "0", "22 ns", "1 day", "2 weeks", "it took 5 minutes", "1w"],
    invalid: ["", "5", "x", "5 x", "99999999999999999999h"],
  },
  bsonobjectid: { valid: ["507f1f77bcf86cd799439011"], invalid: ["507f1f77"] },
  "k8s-short-name": { valid: ["abc", "a-1"], invalid: ["a.b", "A", "", "-a", "a".repeat(64)] },
  "k8s-long-name": { valid: ["abc.def", "a".repeat(100)], invalid: ["a..b", "A", "a.", "a".repeat(254)] },
};

describe.each(Object.entries(samples))("%s", (format, { valid, invalid }) => {
  test.each(valid)("takes %j", (text) => {
    expect(matchesFormat(text, format)).toBe(true);
  });
  test.each(invalid)("refuses %j", (text) => {
    expect(matchesFormat(text, format)).toBe(false);
  });
});

test("hyphens in a format's name do not count; a format that is not known takes everything", () => {
  expect(matchesFormat("x", "ip-v4")).toBe(false);
  expect(matchesFormat("x", "datetime")).toBe(false);
  expect(matchesFormat("x", "ip")).toBe(true);
  expect(matchesFormat("x", "constructor")).toBe(true);
});
