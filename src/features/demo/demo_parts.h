#pragma once
// The steps of `invent`, in their order. Each fills its part of England from a stream of random numbers of its own.

#include "features/demo/demo_england.h"
#include "base/random.h"

namespace rightplace::demo {

int scaled(const England& england, int count);   // at least 1

void invent_market(England& england, const Random& seed);      // homes: where, whose, how large, open when
void invent_names(England& england, const Random& seed);
void invent_grades(England& england, const Random& seed);      // inspections and notices
void invent_residents(England& england, const Random& seed);   // who lives in homes at the census, and did before
void invent_histories(England& england, const Random& seed);   // everybody's episodes
void invent_profiles(England& england, const Random& seed);    // needs and risks of those in homes
void invent_offers(England& england, const Random& seed);      // what homes can do, their rooms and prices
void invent_referrals(England& england, const Random& seed);

Profile profile_of(const Scenario& scenario, Random& random, int age, Sex sex, bool unaccompanied);
// What a week costs: the model of docs/demo.md, before the scenario's index. `asked` is the level of need paid for.
double fee_of(const England& england, const Home& home, NeedLevel level, Route route, bool solo, bool same_day);

}  // namespace rightplace::demo
