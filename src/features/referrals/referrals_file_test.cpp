#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "base/text.h"
#include "features/referrals/referrals.h"
#include "features/referrals/referrals_example_test.h"
#include "features/referrals/referrals_standard.h"
#include "formats/file.h"
#include "tests/support/databases.h"
#include "tests/support/json_schema.h"

namespace rightplace::referrals {
namespace {

using json::Array;
using json::Object;
using json::Value;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result<Referral> read(const Value& value) {
  std::vector<FieldError> warnings;
  return read_referral(value, "test.json", warnings);
}

std::vector<std::string> faults_of(const Value& value) {
  std::vector<std::string> lines;
  const auto referral = read(value);
  if (!referral)
    for (const auto& fault : referral.error().fields) lines.push_back(fault.field + " " + fault.detail);
  return lines;
}

// The same value with one change to a member found by its path of keys.
Value with(Value value, std::initializer_list<std::string_view> path, Value wanted) {
  auto* object = value.as_object();
  std::vector<std::string_view> keys(path);
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) object = (*object)[keys[i]].as_object();
  object->set(keys.back(), std::move(wanted));
  return value;
}
Value without(Value value, std::initializer_list<std::string_view> path) {
  auto* object = value.as_object();
  std::vector<std::string_view> keys(path);
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) object = (*object)[keys[i]].as_object();
  object->erase(keys.back());
  return value;
}

TEST(ReferralFile, WhatWasReadIsWrittenAsItCame) {
  const auto referral = read(fullest_referral());
  ASSERT_TRUE(referral) << referral.error().detail;
  EXPECT_EQ(as_json(*referral).pretty(), fullest_referral().pretty());
}

TEST(ReferralFile, TheStandardAloneComesOutExactlyAsItCameIn) {
  const auto came = without(fullest_referral(), {"rightplace"});
  const auto referral = read(fullest_referral());
  ASSERT_TRUE(referral);
  EXPECT_EQ(as_json(*referral, Scope::StandardOnly).dump(), came.dump());
}

TEST(ReferralFile, TheTableOfTheStandardIsTheStandard) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto text = formats::read_file(test::real_data() / "formats/placements_data_standard_v2.json");
  ASSERT_TRUE(text);
  const auto definition = json::parse(*text, "placements_data_standard_v2.json");
  ASSERT_TRUE(definition);
  const std::map<std::string, StandardType> types = {{"Integer", StandardType::Integer}, {"String", StandardType::Text}, {"Boolean", StandardType::Boolean},
                                                     {"Categorical", StandardType::Categorical}, {"Date", StandardType::Date}};
  std::size_t at = 0;
  for (const auto& entity : *definition->find("entities")->as_array()) {
    for (const auto& field : *entity.find("fields")->as_array()) {
      ASSERT_LT(at, standard_fields().size());
      const auto& ours = standard_fields()[at++];
      EXPECT_EQ(ours.entity, *entity.find("name")->as_string());
      EXPECT_EQ(ours.name, *field.find("name")->as_string());
      EXPECT_EQ(ours.type, types.at(*field.find("type")->as_string())) << ours.name;
      const auto cardinality = *field.find("cardinality")->as_string();
      EXPECT_EQ(ours.required, cardinality.starts_with("1")) << ours.name;
      EXPECT_EQ(ours.many, cardinality.ends_with("*")) << ours.name;
      Array options;
      for (const auto option : ours.options) options.push_back(option);
      EXPECT_EQ(Value(options), field.find("options") ? *field.find("options") : Value(Array{})) << ours.name;
    }
  }
  EXPECT_EQ(at, standard_fields().size());
}

TEST(ReferralFile, AllFaultsAreToldAtOnceEachAtItsPath) {
  auto value = with(fullest_referral(), {"rightplace", "needs", "autism"}, "enormous");
  value = with(value, {"rightplace", "needed_on"}, "30/02/2026");
  value = with(value, {"Risks", "riskMissing"}, "maybe");
  value = without(value, {"PlacementRequirements", "pets"});
  value = with(value, {"rightplace", "name"}, "never here");
  EXPECT_THAT(faults_of(value), ::testing::UnorderedElementsAre(HasSubstr("rightplace.needs.autism should be one of none, low"), HasSubstr("rightplace.needed_on should be a date"),
                                                                HasSubstr("Risks.riskMissing should be one of \"No known risk\", \"Risk Present\""),
                                                                "PlacementRequirements.pets is missing", HasSubstr("rightplace.name is not known here")));
}

TEST(ReferralFile, APlacementThatIsAgreedNeedsItsWholeQualityRecord) {
  EXPECT_THAT(faults_of(with(fullest_referral(), {"QualityAssurance"}, Object{{"referralDate", "2026-03-02"}})),
              ElementsAre("QualityAssurance.placementOfficerName is missing", "QualityAssurance.placementDate is missing", "QualityAssurance.costDate is missing"));
}

TEST(ReferralFile, OnlyADraftMayLeaveOutTheDay) {
  EXPECT_THAT(faults_of(without(least_referral(), {"rightplace", "needed_on"})), ElementsAre(HasSubstr("needed_on is missing")));
  EXPECT_THAT(faults_of(with(without(least_referral(), {"rightplace", "needed_on"}), {"rightplace", "status"}, "draft")), IsEmpty());
}

TEST(ReferralFile, ARiskIsNotPresentHereAndAbsentThere) {
  EXPECT_THAT(faults_of(with(least_referral(), {"rightplace", "risks_to_others"}, Array{Object{{"risk", "sexual"}}})), ElementsAre(HasSubstr("\"sexual\" is not present according to Risks")));
}

TEST(ReferralFile, AChildWhoWouldBeAnAdultOnTheDayIsRefused) {
  EXPECT_THAT(faults_of(with(without(least_referral(), {"rightplace", "age"}), {"rightplace", "born_in"}, "2008-02")), ElementsAre(HasSubstr("makes the child 18 on 10 March 2026")));
  // Born some day in March: may still be 17.
  EXPECT_THAT(faults_of(with(without(least_referral(), {"rightplace", "age"}), {"rightplace", "born_in"}, "2008-03")), IsEmpty());
}

TEST(ReferralFile, APlaceIsSaidInExactlyOneWay) {
  const auto place = [](Object where) { return with(least_referral(), {"rightplace", "places"}, Array{std::move(where)}); };
  EXPECT_THAT(faults_of(place({{"kind", "school"}, {"sector", "LA1 4"}, {"outward_code", "LA1"}})), ElementsAre(HasSubstr("exactly one of the three")));
  EXPECT_THAT(faults_of(place({{"kind", "school"}})), ElementsAre(HasSubstr("exactly one of the three")));
  EXPECT_THAT(faults_of(place({{"kind", "school"}, {"sector", "LA1"}})), ElementsAre(HasSubstr("is not a postcode sector such as LA1 4")));
  const auto read_back = read(place({{"kind", "school"}, {"postcode", "la14yw"}}));
  ASSERT_TRUE(read_back) << read_back.error().detail;
  EXPECT_EQ(read_back->places[0].where.text, "LA1 4YW");
}

TEST(ReferralFile, BrothersAndSistersListedAreAsManyAsCounted) {
  EXPECT_THAT(faults_of(with(fullest_referral(), {"PlacementAvailability", "siblingCount"}, 2)), ElementsAre(HasSubstr("lists 1, and PlacementAvailability.siblingCount says 2")));
}

TEST(ReferralFile, FreeTextThatMayTellWhoSomebodyIsIsPointedAt) {
  std::vector<FieldError> warnings;
  ASSERT_TRUE(read_referral(with(fullest_referral(), {"rightplace", "notes"}, "Jayden (born 3/4/2011) lives at LA1 4YW, ring 01524 000000"), "test.json", warnings));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].field, "rightplace.notes");
  EXPECT_THAT(warnings[0].detail, HasSubstr("a full postcode, a date, a telephone or health service number and a name (Jayden)"));
}

TEST(ReferralFile, EveryNameInAFreeTextIsShownAndEachOnce) {
  EXPECT_THAT(identity_hints("Jayden plays with Sarah, and Jayden with Emily"), ElementsAre("a name (Jayden)", "a name (Sarah)", "a name (Emily)"));
}

TEST(ReferralFile, OrdinaryTextIsNotTakenForAName) {
  EXPECT_THAT(identity_hints("Greater Manchester or West Yorkshire, 2 to 1 staffing, Key Stage 4, from March 2026"), IsEmpty());
  EXPECT_THAT(identity_hints("Born 12 April 2011"), ElementsAre("a date"));
  EXPECT_THAT(identity_hints("sw1a 1aa"), ElementsAre("a full postcode"));
  EXPECT_THAT(identity_hints("SW1A1AA"), ElementsAre("a full postcode"));
  EXPECT_THAT(identity_hints("2011-04-12"), ElementsAre("a date"));
}

TEST(ReferralFile, AFileHoldsOneOrAListOrOneALine) {
  const auto one = least_referral().pretty();
  const auto line = least_referral().dump();
  const auto count = [](const std::string& text) { return split_file(text, "x.json")->size(); };
  EXPECT_EQ(count(one), 1u);
  EXPECT_EQ(count("\xEF\xBB\xBF" + line), 1u);
  EXPECT_EQ(count("[" + one + "," + one + "]"), 2u);
  EXPECT_EQ(count("[]"), 0u);
  EXPECT_EQ(count(line + "\n" + line + "\n\n" + line + "\n"), 3u);
  const auto items = split_file("[\n" + line + ",\n\n" + line + "\n]\n", "x.json");
  ASSERT_TRUE(items);
  EXPECT_EQ((*items)[0].line, 2u);
  EXPECT_EQ((*items)[1].line, 4u);
}

TEST(ReferralFile, ABrokenFileIsRefusedWhole) {
  const auto line = least_referral().dump();
  const auto why = [](std::string_view text) {
    const auto items = split_file(text, "x.json");
    return items ? std::string("read") : items.error().detail;
  };
  EXPECT_THAT(why(""), HasSubstr("the file is empty"));
  EXPECT_THAT(why("childId,neededBy\n"), HasSubstr("line 1: this is not a referral file"));
  EXPECT_THAT(why(line + "\n" + line.substr(0, 200)), HasSubstr("line 2: the referral that begins here does not end"));
  EXPECT_THAT(why("[" + line), HasSubstr("this is not JSON"));
  EXPECT_THAT(why("[" + line + " " + line + "]"), HasSubstr("this is not JSON"));
  EXPECT_THAT(why(line + " 5"), HasSubstr("should begin here"));
}

// The published schema and the reader must agree, field by field.
class ReferralSchema : public ::testing::Test {
 protected:
  const Value schema = test::read_schema("referral.schema.json");

  bool both_accept(const Value& value) {
    const bool ours = read(value).has_value();
    const auto theirs = test::schema_faults(schema, value);
    EXPECT_EQ(ours, theirs.empty()) << join(faults_of(value), "\n") << "\nschema: " << join(theirs, "\n");
    return ours && theirs.empty();
  }
};

TEST_F(ReferralSchema, AcceptsTheFullestAndTheLeast) {
  EXPECT_THAT(test::schema_faults(schema, fullest_referral()), IsEmpty());
  EXPECT_THAT(test::schema_faults(schema, least_referral()), IsEmpty());
  EXPECT_TRUE(both_accept(least_referral()));
}

// Calls `each` with every object of the schema beside the same object of the fullest referral.
void walk(const Value& schema, Value& value, const std::function<void(const Value&, Object&)>& each) {
  if (auto* object = value.as_object()) {
    each(schema, *object);
    if (const auto* properties = schema.find("properties"))
      for (const auto& [name, inner] : *properties->as_object())
        if (object->find(name)) walk(inner, (*object)[name], each);
  } else if (auto* list = value.as_array(); list && !list->empty() && schema.find("items")) {
    walk(*schema.find("items"), (*list)[0], each);
  }
}

TEST_F(ReferralSchema, NamesEveryFieldThatTheReaderReads) {
  // Every member of the fullest referral is a property of the schema, and every property but the ways of saying the
  // same thing (postcode, age, …) stands in it.
  const std::set<std::string> alternatives = {"postcode", "sector", "outward_code", "age", "born_in", "child_id", "urn", "resident", "away_because"};
  auto value = fullest_referral();
  walk(schema, value, [&](const Value& at, Object& object) {
    for (const auto& [name, inner] : *at.find("properties")->as_object())
      EXPECT_TRUE(alternatives.contains(name) || kNeeds.parse(name) || object.find(name)) << name << " is in the schema and not in the fullest referral";
    EXPECT_EQ(*at.find("additionalProperties"), Value(false));
  });
}

TEST_F(ReferralSchema, AnUnknownFieldIsRefusedByBothAtEveryLevel) {
  int levels = 0;
  auto value = fullest_referral();
  walk(schema, value, [&](const Value&, Object& object) {
    object.set("surname", "x");
    EXPECT_FALSE(both_accept(value));
    object.erase("surname");
    ++levels;
  });
  EXPECT_GE(levels, 14);
  EXPECT_TRUE(both_accept(value));
}

TEST_F(ReferralSchema, WithoutAFieldBothSayTheSame) {
  auto value = fullest_referral();
  walk(schema, value, [&](const Value& at, Object& object) {
    for (const auto& [name, inner] : *at.find("properties")->as_object()) {
      // Rules between fields, which a schema of fields cannot say.
      if (name == "siblingCount" || name == "siblings_together" || name == "needed_on" || name == "secure_order" || name == "riskOther" || name == "riskToOthersOther") continue;
      if (!object.find(name)) continue;
      const auto kept = *object.find(name);
      object.erase(name);
      both_accept(value);
      object.set(name, kept);
    }
  });
}

TEST_F(ReferralSchema, EveryListedCodeIsReadAndNoOther) {
  auto value = fullest_referral();
  int codes = 0;
  walk(schema, value, [&](const Value& at, Object& object) {
    for (const auto& [name, inner] : *at.find("properties")->as_object()) {
      const auto* options = inner.find("enum");
      const bool listed = !options && inner.find("items") && inner.find("items")->find("enum");
      if (listed) options = inner.find("items")->find("enum");
      const bool tied_to_risks = name == "risk" || (name.starts_with("risk") && std::isupper(static_cast<unsigned char>(name[4])) != 0);
      if (!options || tied_to_risks) continue;
      const bool was_there = object.find(name) != nullptr;
      const auto kept = was_there ? *object.find(name) : Value{};
      for (const auto& option : *options->as_array()) {
        object.set(name, listed ? Value(Array{option}) : option);
        EXPECT_TRUE(both_accept(value)) << name << " " << option.dump();
        ++codes;
      }
      object.set(name, listed ? Value(Array{"no such code"}) : Value("no such code"));
      EXPECT_FALSE(both_accept(value)) << name;
      if (was_there) object.set(name, kept);
      else object.erase(name);
    }
  });
  EXPECT_GT(codes, 150);
}

}  // namespace
}  // namespace rightplace::referrals
