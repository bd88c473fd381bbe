#!/usr/bin/env python3
"""Makes the reference geography in data/ from open data.

    tools/make_geography.py SOURCES DATA

SOURCES is a folder with geography/, postcodes/ and boundaries/ (see data/README.md for what each file is and where it
comes from); DATA is the folder to write. Only the standard library is used. It is run by people, when the sources
change: neither the build nor the tests need it. The reviewed decisions (dates of existence, names, which candidates
adjoin) are in make_geography_decisions.py, where they can be read and changed.
"""
import array
import csv
import gzip
import json
import math
import os
import sys

from make_geography_decisions import (ADDED, ALIASES, FORMER, FROM_1995, FROM_1996, FROM_1997, FROM_1998, FROM_2009,
                                      FORMER_ADJOINING, OLD_CODES, OLD_DISTRICTS, REJECTED, REVIEWED_NO_LINE)


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def metres(km):
    return int(round(float(km) * 1000))


# Airy 1830 grid to WGS84 by the seven-parameter shift: a few metres, enough to say which side of a drawn line.
def grid_to_wgs84(easting, northing):
    a, b, f0 = 6377563.396, 6356256.909, 0.9996012717
    lat0, lon0, n0, e0 = math.radians(49), math.radians(-2), -100000.0, 400000.0
    e2 = 1 - b * b / (a * a)
    n = (a - b) / (a + b)
    lat, arc = lat0, 0.0
    while True:
        lat += (northing - n0 - arc) / (a * f0)
        d, s = lat - lat0, lat + lat0
        arc = b * f0 * ((1 + n + 1.25 * n**2 + 1.25 * n**3) * d - (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(d) * math.cos(s)
                        + (1.875 * n**2 + 1.875 * n**3) * math.sin(2 * d) * math.cos(2 * s)
                        - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s))
        if abs(northing - n0 - arc) < 1e-5:
            break
    sin, cos, tan = math.sin(lat), math.cos(lat), math.tan(lat)
    nu = a * f0 / math.sqrt(1 - e2 * sin**2)
    rho = a * f0 * (1 - e2) / (1 - e2 * sin**2)**1.5
    eta2 = nu / rho - 1
    de = easting - e0
    la = (lat - tan / (2 * rho * nu) * de**2 + tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2) * de**4)
    lo = (lon0 + de / (cos * nu) - de**3 / (6 * cos * nu**3) * (nu / rho + 2 * tan**2))
    nu = a / math.sqrt(1 - e2 * math.sin(la)**2)
    x, y, z = nu * math.cos(la) * math.cos(lo), nu * math.cos(la) * math.sin(lo), (1 - e2) * nu * math.sin(la)
    s = 1 - 20.4894e-6
    rx, ry, rz = (math.radians(v / 3600) for v in (0.1502, 0.2470, 0.8421))
    x, y, z = (446.448 + s * x - rz * y + ry * z, -125.157 + rz * x + s * y - rx * z, 542.060 - ry * x + rx * y + s * z)
    a, b = 6378137.0, 6356752.3142
    e2 = 1 - b * b / (a * a)
    p = math.hypot(x, y)
    la = math.atan2(z, p * (1 - e2))
    for _ in range(6):
        nu = a / math.sqrt(1 - e2 * math.sin(la)**2)
        la = math.atan2(z + e2 * nu * math.sin(la), p)
    return math.degrees(la), math.degrees(math.atan2(y, x))


def polygons(topology, code):
    """Rings of an area of a TopoJSON file, as lists of (lon, lat)."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(index):
        x = y = 0
        points = []
        for dx, dy in topology["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        return points if index >= 0 else points[::-1]

    for layer in topology["objects"].values():
        for shape in layer["geometries"]:
            if shape.get("properties", {}).get("code") == code:
                parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
                return [[p for index in ring for p in arc(index)] for part in parts for ring in part]
    raise KeyError(code)


def inside(rings, lon, lat):
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


class Points:
    def __init__(self):
        self.e, self.n = array.array("i"), array.array("i")

    def add(self, e, n):
        self.e.append(e)
        self.n.append(n)

    def extend(self, other):
        self.e.extend(other.e)
        self.n.extend(other.n)

    def summary(self):
        """Mean point and the distance from it within which nine postcodes of ten lie."""
        e, n = sum(self.e) / len(self.e), sum(self.n) / len(self.n)
        distances = sorted(math.hypot(x - e, y - n) for x, y in zip(self.e, self.n))
        return round(e), round(n), round(distances[int(0.9 * (len(distances) - 1))]), len(distances)


    def radius(self, e, n):
        """The distance from a point within which nine postcodes of ten lie."""
        distances = sorted(math.hypot(x - e, y - n) for x, y in zip(self.e, self.n))
        return math.ceil(distances[int(0.9 * (len(distances) - 1))])


def postcodes(sources):
    """The postcodes of England by upper-tier authority, by sector ("LS1 1") and by outward code."""
    by_code, by_sector, by_outward = {}, {}, {}
    with gzip.open(os.path.join(sources, "postcodes/postcodes_england.csv.gz"), "rt") as file:
        for row in csv.DictReader(file):
            e, n, code = int(row["easting"]), int(row["northing"]), row["postcode"]
            by_code.setdefault(row["utla25cd"], Points()).add(e, n)
            by_sector.setdefault(code[:-3] + " " + code[-3], Points()).add(e, n)
            by_outward.setdefault(code[:-3], Points()).add(e, n)
    return by_code, by_sector, by_outward


def areas(sources, by_code):
    with open(os.path.join(sources, "boundaries/england_utla_2014_2025_history.topo.json")) as file:
        history = json.load(file)
    former = {code: Points() for code in FORMER}
    bournemouth, poole = polygons(history, "E06000028"), polygons(history, "E06000029")
    bcp = by_code["E06000058"]
    for e, n in zip(bcp.e, bcp.n):
        lat, lon = grid_to_wgs84(e, n)
        now = "E06000028" if inside(bournemouth, lon, lat) else "E06000029" if inside(poole, lon, lat) else "E10000009"
        former[now].add(e, n)
    former["E10000009"].extend(by_code["E06000059"])
    for code, facts in FORMER.items():
        for part in facts["whole_of"]:
            former[code].extend(by_code[part])
    return {code: points.summary() for code, points in {**by_code, **former}.items()}


def existence(code, kind):
    for codes, day in ((FROM_2009, "2009-04-01"), (FROM_1998, "1998-04-01"), (FROM_1997, "1997-04-01"),
                       (FROM_1996, "1996-04-01"), (FROM_1995, "1995-04-01")):
        if code in codes:
            return day
    return {"E06000058": "2019-04-01", "E06000059": "2019-04-01", "E06000061": "2021-04-01", "E06000062": "2021-04-01",
            "E06000063": "2023-04-01", "E06000064": "2023-04-01"}.get(
                code, "1965-04-01" if code.startswith("E09") else "1974-04-01")


def main(sources, data):
    source = lambda name: os.path.join(sources, name)
    target = lambda name: os.path.join(data, name)
    by_code, by_sector, by_outward = postcodes(sources)
    centres = areas(sources, by_code)

    current = read(source("geography/local_authorities.csv"))
    rows, names, ofsted_names, life = [], [], {}, {}
    for a in current:
        code = a["ons_code"]
        e, n, radius, count = centres[code]
        kind = {"Unitary authority": "unitary", "Metropolitan district": "metropolitan", "London borough": "london",
                "City of London": "london", "County council": "county"}[a["type"]]
        life[code] = (existence(code, kind), "")
        rows.append([code, a["dfe_la_number"], a["name"], kind, a["region_code"], a["london_part"].lower(), life[code][0], "",
                     e, n, radius, count, a["pop_0_17_2024"]])
        ofsted_names[code] = {a["name"], a["name_dfe"]}
    for code, f in FORMER.items():
        e, n, radius, count = centres[code]
        life[code] = (f["from"], f["to"])
        rows.append([code, f["dfe"], f["name"], f["kind"], f["region"], "", f["from"], f["to"], e, n, radius, count, ""])
        ofsted_names[code] = {f["name"]}
    rows.sort()
    write(target("local_authorities.csv"),
          ["ons_code", "dfe_number", "name", "type", "region", "london_part", "from", "to", "easting", "northing",
           "radius_metres", "postcodes", "children_2024"], rows)
    name_of = {r[0]: r[2] for r in rows}
    for code in sorted(ofsted_names):
        for name in sorted((ofsted_names[code] | set(ALIASES.get(code, []))) - {name_of[code]}):
            names.append([code, name])
    write(target("local_authority_names.csv"), ["ons_code", "name"], names)

    write(target("local_authority_successors.csv"), ["former_code", "successor_code", "on", "kind", "share_of_postcodes", "note"],
          sorted([old, new, on, kind, share(centres, old, new, kind), note] for old, new, on, kind, note in OLD_CODES))

    districts = {r["lad25cd"]: [r["lad25cd"], r["lad25nm"], r["utla25cd"]] for r in read(source("geography/lad_to_utla.csv"))}
    for code, name, authority in OLD_DISTRICTS:
        districts.setdefault(code, [code, name, authority])
    write(target("districts.csv"), ["code", "name", "authority"], [districts[c] for c in sorted(districts)])

    write(target("adjacency.csv"), ["code_a", "name_a", "code_b", "name_b", "adjoins", "from", "to", "basis", "reason"],
          adjacency(read(source("geography/adjacency_candidates.csv")), name_of, life))

    # The source's points leave far outliers aside (post office boxes); the radius counts every postcode of England. Of
    # codes that reach into Wales or Scotland only the source's own radius is known.
    def radius(row, points, name):
        if row.get("country", "England") != "England" or len(points[name].e) < int(row["n_postcodes"]):
            return metres(row["radius90_km"])
        return points[name].radius(int(row["easting"]), int(row["northing"]))

    outward = [[r["outward"], r["easting"], r["northing"], radius(r, by_outward, r["outward"]), r["n_postcodes"],
                r["majority_la"] if r["country"] == "England" else "", r["majority_share"] if r["country"] == "England" else "",
                r["country"]] for r in read(source("postcodes/outward_codes.csv")) if r["country"] in ("England", "Wales", "Scotland")]
    write(target("outward_codes.csv"),
          ["outward", "easting", "northing", "radius_metres", "postcodes", "authority", "share", "country"], outward)
    write(target("postcode_sectors.csv"),
          ["sector", "easting", "northing", "radius_metres", "postcodes", "authority", "share"],
          [[r["sector"], r["easting"], r["northing"], radius(r, by_sector, r["sector"]), r["n_postcodes"], r["majority_la"],
          r["majority_share"]]
           for r in read(source("postcodes/postcode_sectors_england.csv"))])
    for year in ("2010", "2024"):
        write(target(f"constituencies_{year}.csv"),
              ["code", "name", "authority", "easting", "northing", "radius_metres", "postcodes", "share"],
              [[r["pcon_code"], r["pcon_name"], r["la_code"], r["easting"], r["northing"], metres(r["radius90_km"]), r["n_postcodes"],
                r["share_of_constituency"]] for r in sorted(
                    read(source(f"geography/constituency_la_centroids_{year}.csv")),
                    key=lambda r: (r["pcon_code"], r["la_code"] != "", -int(r["n_postcodes"]), r["la_code"]))])


def share(centres, old, new, kind):
    """Of the former authority's postcodes, the part that is now the successor's."""
    if kind != "split":
        return 1
    if FORMER[old]["whole_of"]:
        return round(centres[new][3] / centres[old][3], 3)
    kept = round(centres["E06000059"][3] / centres[old][3], 3)   # Dorset without Christchurch
    return kept if new == "E06000059" else round(1 - kept, 3)


def adjacency(candidates, name_of, life):
    rows, yes = [], {}

    def add(a, b, adjoins, basis, reason):
        start = max(life[a][0], life[b][0])
        end = min(life[a][1] or "9999-12-31", life[b][1] or "9999-12-31")
        if start >= end:
            return
        if (a, b) > (b, a):
            a, b = b, a
        rows.append([a, name_of[a], b, name_of[b], adjoins, start, "" if end == "9999-12-31" else end, basis, reason])
        if adjoins == "yes":
            yes[(a, b)] = yes[(b, a)] = (basis, reason)

    seen = set()
    for c in candidates:
        pair = (c["code_a"], c["code_b"])
        seen.add(pair)
        if pair in REVIEWED_NO_LINE:
            adjoins, basis, reason = REVIEWED_NO_LINE[pair]
            assert c["boundaries_share_a_line"] == "no", pair
            add(*pair, adjoins, basis, reason)
        else:
            assert c["boundaries_share_a_line"] == "yes", pair
            add(*pair, "yes", "line", "Shares a drawn boundary")
    assert set(REVIEWED_NO_LINE) <= seen
    for pair, (basis, reason) in ADDED.items():
        add(*pair, "yes", basis, reason)
    for pair, reason in REJECTED.items():
        add(*pair, "no", "none", reason)

    # A former authority that is exactly the sum of its successors adjoined whatever one of them adjoins.
    for code, f in FORMER.items():
        if not f["whole_of"]:
            continue
        parts = f["whole_of"]
        for other in sorted(name_of):
            if other == code or other in parts:
                continue
            others = FORMER[other]["whole_of"] if other in FORMER else [other]
            if other in FORMER and other < code and FORMER[other]["whole_of"]:
                continue
            through = [(p, o) for p in parts for o in others if (p, o) in yes]
            if through and (code, other) not in FORMER_ADJOINING:
                p, o = through[0]
                add(code, other, "yes", "successors",
                    f"{name_of[p]}, which was part of it, adjoins {name_of[o]}" + (", which was part of the other" if o != other else ""))
    for (a, b), reason in FORMER_ADJOINING.items():
        add(a, b, "yes", "line", reason)
    return sorted(rows)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
